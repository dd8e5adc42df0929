package org.portolan.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portolan.api.error.NeutronError;
import org.portolan.rest.RestProperties.Auth;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

class RequestBodiesTest {

    private final RequestBodies bodies =
            new RequestBodies(new RestProperties(Auth.NONE, "project", DataSize.ofKilobytes(1), 8));

    private JsonNode read(String body) throws IOException {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setContent(body.getBytes(StandardCharsets.UTF_8));
        return bodies.read(request);
    }

    private RequestBody read(String body, boolean forCore) throws IOException {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setContent(body.getBytes(StandardCharsets.UTF_8));
        return bodies.read(request, forCore);
    }

    @Test
    void an_object_is_read_and_nothing_at_all_is_missing() throws IOException {
        assertThat(read("{\"network\": {\"name\": \"ä\"}}").at("/network/name").stringValue())
                .isEqualTo("ä");
        assertThat(read("").isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"network\": {",
                "[1,2]",
                "\"abc\"",
                "<network/>",
                "null",
                "{} {}",
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": 1e999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999}",
                "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}"
            })
    void anything_else_is_invalid_data(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(NeutronError.class)
                .hasMessage("Body contains invalid data")
                .extracting(error -> ((NeutronError) error).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", " ", "{} {}", "\ufeff{}", "{\"a\": 1, \"a\": 2}"})
    void for_an_extension_what_is_no_json_is_malformed(String body) {
        assertThatThrownBy(() -> read(body, false)).hasMessage("Malformed request body: Cannot understand JSON.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,2]", "\"abc\"", "null", "{}"})
    void an_extension_takes_any_json(String body) throws IOException {
        assertThat(read(body, false).json().toString()).isEqualTo(body);
        assertThat(read(body, false).isEmpty()).isFalse();
        assertThat(read("", false).isEmpty()).isTrue();
    }

    @Test
    void a_body_that_is_too_long_is_refused_without_being_read_whole() {
        assertThatThrownBy(() -> read("{\"a\": \"" + "x".repeat(2000) + "\"}"))
                .isInstanceOf(NeutronError.class)
                .extracting(error -> ((NeutronError) error).status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": [{\"b\": \"\\u0000\"}]}", "{\"a\\u0000\": 1}", "{\"a\": \"\\ud800b\"}"})
    void text_that_cannot_be_kept_is_refused_wherever_it_is(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(NeutronError.class)
                .hasMessageContaining("half a surrogate pair");
    }

    @Test
    void a_whole_surrogate_pair_is_text() throws IOException {
        assertThat(read("{\"a\": \"\\ud83d\\udea2\"}").path("a").stringValue()).isEqualTo("\ud83d\udea2");
    }
}
