package org.portolan.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portolan.rest.RestProperties.Auth;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

class RequestFilterTest {

    private final RequestFilter filter = new RequestFilter(
            new Identity(
                    new RestProperties(Auth.NONE, "own-project", DataSize.ofKilobytes(1), 8),
                    new PolicyFile(),
                    null,
                    List.of()),
            new ErrorAnswers());

    @ParameterizedTest
    @ValueSource(strings = {"/v2.0/networks", "/%762.0/networks", "/v2%2E0/networks", "/x/../v2.0/networks"})
    void pages_of_other_sites_are_refused_however_they_write_a_path(String written) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", written);
        // As a server tells it, whatever was sent.
        request.setServletPath("/v2.0/networks");
        request.addHeader("Origin", "http://evil.example");
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockFilterChain chain = new MockFilterChain();

        filter.doFilter(request, response, chain);

        assertThat(response.getStatus()).isEqualTo(403);
        assertThat(chain.getRequest()).isNull();
    }
}
