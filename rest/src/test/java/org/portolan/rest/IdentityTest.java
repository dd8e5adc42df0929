package org.portolan.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.rest.RestProperties.Auth;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

class IdentityTest {

    private static Identity identity(Auth auth) {
        return new Identity(
                new RestProperties(auth, "own-project", DataSize.ofKilobytes(1), 8), new PolicyFile(), null, List.of());
    }

    private static MockHttpServletRequest request(String... headers) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        for (int i = 0; i < headers.length; i += 2) {
            request.addHeader(headers[i], headers[i + 1]);
        }
        return request;
    }

    @Test
    void without_authentication_everybody_is_the_administrator_of_one_project_whatever_the_headers_say() {
        Caller caller = identity(Auth.NONE)
                .of(request("X-User-Id", "eve", "X-Project-Id", "p", "X-Openstack-Request-Id", "req-1"));

        assertThat(caller.isAdmin()).isTrue();
        assertThat(caller.project().value()).isEqualTo("own-project");
        assertThat(caller.requestId()).matches("req-[0-9a-f-]{36}");
    }

    @Test
    void a_front_tells_user_project_roles_and_request() {
        String id = "req-12345678-1234-1234-1234-123456789abc";
        Caller caller = identity(Auth.PROXY)
                .of(request(
                        "X-User-Id",
                        "bob",
                        "X-Project-Id",
                        "p",
                        "X-Roles",
                        "member, reader",
                        "X-Openstack-Request-Id",
                        id));

        assertThat(caller.userId()).isEqualTo("bob");
        assertThat(caller.project().value()).isEqualTo("p");
        assertThat(caller.roles()).containsExactly("member", "reader");
        assertThat(caller.isAdmin()).isFalse();
        assertThat(caller.requestId()).isEqualTo(id);
    }

    @Test
    void without_authentication_pages_and_names_of_other_sites_are_refused() {
        Identity identity = identity(Auth.NONE);
        MockHttpServletRequest ofAnotherName = request();
        ofAnotherName.setServerName("evil.example");

        assertThatThrownBy(() -> identity.requireOwnPage(request("Origin", "http://evil.example")))
                .isInstanceOf(NeutronError.class)
                .hasMessageContaining("--portolan.auth=proxy");
        assertThatThrownBy(() -> identity.requireOwnPage(ofAnotherName)).isInstanceOf(NeutronError.class);
        assertThatCode(() -> identity.requireOwnPage(request("Origin", "http://localhost:8080")))
                .doesNotThrowAnyException();
        assertThatCode(() -> identity.requireOwnPage(request())).doesNotThrowAnyException();
        assertThatCode(() -> identity(Auth.PROXY).requireOwnPage(ofAnotherName)).doesNotThrowAnyException();
    }

    @Test
    void a_request_keeps_its_id() {
        Identity identity = identity(Auth.PROXY);
        MockHttpServletRequest request = request("X-User-Id", "bob", "X-Project-Id", "p");

        assertThat(identity.of(request).requestId()).isEqualTo(identity.requestId(request));
    }

    @Test
    void a_request_id_that_is_none_is_not_taken_over() {
        Caller caller = identity(Auth.PROXY)
                .of(request("X-User-Id", "bob", "X-Project-Id", "p", "X-Openstack-Request-Id", "req-\nx: y"));

        assertThat(caller.requestId()).matches("req-[0-9a-f-]{36}");
    }

    @Test
    void a_caller_that_the_front_does_not_name_is_refused() {
        for (MockHttpServletRequest request : new MockHttpServletRequest[] {
            request(), request("X-User-Id", "bob"), request("X-Project-Id", "p", "X-User-Id", " ")
        }) {
            assertThatThrownBy(() -> identity(Auth.PROXY).of(request))
                    .isInstanceOf(NeutronError.class)
                    .extracting(error -> ((NeutronError) error).status())
                    .isEqualTo(401);
        }
    }
}
