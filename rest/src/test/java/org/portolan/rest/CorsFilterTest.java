package org.portolan.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portolan.api.json.Json;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class CorsFilterTest {

    private static final String PAGE = "https://horizon.example";

    private static MockHttpServletResponse answer(List<String> allowed, int status, String method, String... headers)
            throws IOException, ServletException {
        MockHttpServletRequest request = new MockHttpServletRequest(method, "/v2.0/networks");
        for (int i = 0; i < headers.length; i += 2) {
            request.addHeader(headers[i], headers[i + 1]);
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        new CorsFilter(new CorsProperties(allowed, Duration.ofHours(1)))
                .doFilter(
                        request,
                        response,
                        (req, res) -> JsonAnswers.write(
                                (jakarta.servlet.http.HttpServletResponse) res,
                                status,
                                Json.object().put("a", 1)));
        return response;
    }

    @Test
    void a_page_of_an_allowed_origin_may_read_the_answer() throws IOException, ServletException {
        MockHttpServletResponse answer = answer(List.of(PAGE), 200, "GET", "Origin", PAGE);

        assertThat(answer.getHeader("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(answer.getHeader("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(answer.getHeader("Access-Control-Expose-Headers"))
                .isEqualTo("X-Auth-Token,X-Subject-Token,X-Service-Token,X-OpenStack-Request-ID,"
                        + "OpenStack-Volume-microversion");
        assertThat(answer.getHeader("Vary")).isEqualTo("Origin");
    }

    @Test
    void pages_of_other_origins_and_requests_without_one_get_no_such_headers() throws IOException, ServletException {
        for (MockHttpServletResponse answer : List.of(
                answer(List.of(PAGE), 200, "GET", "Origin", "https://evil.example"),
                answer(List.of(PAGE), 200, "GET"),
                answer(List.of(), 200, "GET", "Origin", PAGE),
                answer(List.of(PAGE), 200, "OPTIONS", "Origin", PAGE, "Access-Control-Request-Method", "TRACE"),
                answer(
                        List.of(PAGE),
                        200,
                        "OPTIONS",
                        "Origin",
                        PAGE,
                        "Access-Control-Request-Method",
                        "GET",
                        "Access-Control-Request-Headers",
                        "X-Secret"))) {
            assertThat(answer.getHeaderNames()).noneMatch(name -> name.startsWith("Access-Control"));
        }
    }

    @Test
    void a_browser_may_ask_what_it_may_do_without_a_token() throws IOException, ServletException {
        MockHttpServletResponse answer = answer(
                List.of("*"),
                401,
                "OPTIONS",
                "Origin",
                PAGE,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "x-auth-token, content-type");

        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getContentAsByteArray()).isEmpty();
        assertThat(answer.getHeader("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.getHeader("Access-Control-Allow-Methods")).isEqualTo("POST");
        assertThat(answer.getHeader("Access-Control-Allow-Headers")).isEqualTo("x-auth-token,content-type");
        assertThat(answer.getHeader("Access-Control-Max-Age")).isEqualTo("3600");
    }

    @Test
    void options_never_fails_and_other_methods_do() throws IOException, ServletException {
        assertThat(answer(List.of(), 404, "OPTIONS").getStatus()).isEqualTo(200);
        assertThat(answer(List.of(), 200, "OPTIONS").getContentAsString(StandardCharsets.UTF_8))
                .contains("\"a\"");
        assertThat(answer(List.of(), 404, "GET").getStatus()).isEqualTo(404);
    }
}
