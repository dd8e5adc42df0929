package org.portolan.standalone;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import javax.sql.DataSource;
import org.axonframework.axonserver.connector.AxonServerConfiguration;
import org.axonframework.axonserver.connector.AxonServerConnectionManager;
import org.axonframework.axonserver.connector.event.axon.AxonServerEventStore;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.portolan.eventstore.DatabaseStartException;
import org.portolan.eventstore.EmbeddedDatabase;
import org.portolan.eventstore.JsonSerializer;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.UpcasterChain;
import org.portolan.eventstore.seal.SealKey;
import org.portolan.eventstore.seal.Sealer;
import org.portolan.eventstore.seal.Seals;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The log and the database, as {@code portolan.store} says. They end in the reverse order of their beginnings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
class StoreConfiguration {

    private static final int CONNECTIONS = 16;
    private static final int SILENCE_MAX_SECONDS = 15;
    private static final int CONNECT_MAX_SECONDS = 5;

    @Bean
    Serializer serializer() {
        return new JsonSerializer();
    }

    @Bean
    EventUpcaster upcasters() {
        return UpcasterChain.ofAll();
    }

    @Bean
    @ConditionalOnProperty(name = "portolan.store", havingValue = "embedded", matchIfMissing = true)
    EmbeddedDatabase embeddedDatabase(StoreProperties properties) {
        return EmbeddedDatabase.open(properties.dataDir());
    }

    @Bean
    HikariDataSource dataSource(StoreProperties properties, ObjectProvider<EmbeddedDatabase> embedded) {
        EmbeddedDatabase own = embedded.getIfAvailable();
        HikariDataSource dataSource = new HikariDataSource();
        dataSource.setPoolName("postgresql");
        dataSource.setMaximumPoolSize(CONNECTIONS);
        dataSource.setConnectionTimeout(5_000);
        // A database that hangs must not hang requests: whoever waits longer than this for a byte of it gives up.
        dataSource.addDataSourceProperty("socketTimeout", SILENCE_MAX_SECONDS);
        dataSource.addDataSourceProperty("connectTimeout", CONNECT_MAX_SECONDS);
        dataSource.addDataSourceProperty("tcpKeepAlive", true);
        dataSource.setJdbcUrl(own == null ? properties.postgres().url() : own.jdbcUrl());
        if (own == null) {
            dataSource.setUsername(properties.postgres().user());
            dataSource.setPassword(properties.postgres().password());
        }
        requireReachable(dataSource);
        return dataSource;
    }

    private static void requireReachable(HikariDataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            connection.getMetaData();
        } catch (SQLException failure) {
            dataSource.close();
            throw new DatabaseStartException(
                    "PostgreSQL at " + dataSource.getJdbcUrl() + " cannot be used: " + failure.getMessage(),
                    "Start it, or say where it is: --portolan.postgres.url, --portolan.postgres.user and"
                            + " --portolan.postgres.password.",
                    failure);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "portolan.store", havingValue = "axonserver")
    static class InAxonServer {

        @Bean(destroyMethod = "shutdown")
        AxonServerConnectionManager axonServer(StoreProperties properties) {
            AxonServerConnectionManager connections = AxonServerConnectionManager.builder()
                    .axonServerConfiguration(configuration(properties))
                    .build();
            connections.start();
            return connections;
        }

        @Bean
        AxonServerEventStore eventStore(
                StoreProperties properties,
                AxonServerConnectionManager axonServer,
                Serializer serializer,
                EventUpcaster upcasters) {
            return AxonServerEventStore.builder()
                    .configuration(configuration(properties))
                    .platformConnectionManager(axonServer)
                    .eventSerializer(serializer)
                    .snapshotSerializer(serializer)
                    .snapshotFilter(SnapshotFilter.allowAll())
                    .upcasterChain(upcasters)
                    .build();
        }

        private static AxonServerConfiguration configuration(StoreProperties properties) {
            return AxonServerConfiguration.builder()
                    .servers(properties.axonserver())
                    .componentName("portolan")
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnExpression("'${portolan.store:embedded}' != 'axonserver'")
    static class InPostgres {

        @Bean
        LogEventStore eventStore(DataSource dataSource, Serializer serializer, EventUpcaster upcasters) {
            return LogEventStore.open(dataSource, serializer, upcasters);
        }

        /** The seals exist once the event store has made its tables. */
        @Bean
        Seals seals(LogEventStore eventStore, DataSource dataSource) {
            return new Seals(dataSource);
        }

        @Bean
        Sealer sealer(LogEventStore eventStore, Seals seals, StoreProperties properties, Clock clock)
                throws IOException {
            return Sealer.start(
                    eventStore.log(),
                    seals,
                    SealKey.in(properties.sealKey()),
                    clock,
                    properties.seal().interval());
        }
    }
}
