package org.portolan.standalone;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** The controller: the Neutron API, the log behind it, the read model and the feed of the nodes, in one process. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties
@ComponentScan("org.portolan")
public class PortolanController {

    /**
     * Runs until SIGTERM or Ctrl-C.
     *
     * @param arguments options as Spring takes them, such as {@code --server.port=9696}
     */
    public static void main(String[] arguments) {
        SpringApplication application = new SpringApplication(PortolanController.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.run(arguments);
    }
}
