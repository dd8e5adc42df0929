package org.portolan.rest;

import java.time.Clock;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** The beans that every HTTP endpoint shares. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    RestProperties.class,
    QuotaProperties.class,
    KeystoneProperties.class,
    CorsProperties.class
})
class RestConfiguration {

    /** Reads the policy before the web server starts, so that a wrong one is all that is told of. */
    @Bean
    static BeanFactoryPostProcessor policyFileFirst(Environment environment) {
        return beans -> {
            PolicyProperties properties = Binder.get(environment).bindOrCreate("portolan", PolicyProperties.class);
            beans.registerSingleton("policyFile", new PolicyFile(properties.policyFile(), System::nanoTime));
        };
    }

    @Bean
    Identity identity(RestProperties properties, PolicyFile policy, KeystoneProperties keystone, CorsProperties cors) {
        return new Identity(
                properties,
                policy,
                properties.auth() == RestProperties.Auth.KEYSTONE ? new Keystone(keystone, Clock.systemUTC()) : null,
                cors.allowedOrigins());
    }

    @Bean
    RequestBodies requestBodies(RestProperties properties) {
        return new RequestBodies(properties);
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> jsonErrorReports() {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(JsonErrorReports.class.getName());
            }
        });
    }

    /** A slash is a slash, however it is written: so WSGI servers such as Neutron's have it. */
    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> decodedSlashes() {
        return factory -> factory.addConnectorCustomizers(
                connector -> connector.setEncodedSolidusHandling(EncodedSolidusHandling.DECODE.getValue()));
    }

    @Bean
    ErrorAnswers errorAnswers() {
        return new ErrorAnswers();
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 5)
    CorsFilter corsFilter(CorsProperties properties) {
        return new CorsFilter(properties);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 10)
    RequestFilter requestFilter(Identity identity, ErrorAnswers errors) {
        return new RequestFilter(identity, errors);
    }
}
