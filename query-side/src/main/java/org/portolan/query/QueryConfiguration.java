package org.portolan.query;

import java.util.List;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.eventstore.seal.Seals;
import org.portolan.query.agent.AvailabilityZones;
import org.portolan.query.agent.UnhostedReads;
import org.portolan.query.discovery.Discovery;
import org.portolan.query.discovery.FixedLists;
import org.portolan.query.feed.Feed;
import org.portolan.query.feed.LogFollower;
import org.portolan.query.history.Audit;
import org.portolan.query.history.Export;
import org.portolan.query.history.History;
import org.portolan.query.quota.Counts;
import org.portolan.query.quota.QuotaReads;
import org.portolan.query.readmodel.ReadModel;
import org.portolan.query.resource.FloatingIpPools;
import org.portolan.query.resource.NetworkIpAvailabilities;
import org.portolan.query.resource.ResourceReads;
import org.portolan.query.resource.Resources;
import org.portolan.query.resource.SegmentRangeOverlay;
import org.portolan.rest.HeartbeatOverlay;
import org.portolan.rest.Holdings;
import org.portolan.rest.Identity;
import org.portolan.rest.MadeOnDemand;
import org.portolan.rest.QuotaProperties;
import org.portolan.rest.Unhosted;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** The beans of the query side. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QueryProperties.class)
class QueryConfiguration {

    @Bean
    ReadModel readModel(EventStore eventStore, DataSource dataSource, QueryProperties properties) {
        return new ReadModel(eventStore, dataSource, ResourceDescription.all(), properties.nodeNameOrHost());
    }

    @Bean
    Resources resources(DataSource dataSource, ReadModel readModel) {
        return new Resources(dataSource, readModel);
    }

    @Bean
    RouterFunction<ServerResponse> apiReads(
            DataSource dataSource,
            Resources resources,
            Identity identity,
            HeartbeatOverlay heartbeats,
            Holdings holdings,
            QuotaProperties quotas,
            ObjectProvider<MadeOnDemand> onDemand) {
        List<ResourceDescription<?>> descriptions = ResourceDescription.all();
        return new ApiReads(
                new ResourceReads(
                        resources,
                        identity,
                        List.of(heartbeats, new SegmentRangeOverlay(dataSource, resources)),
                        onDemand.stream().toList()),
                new Discovery(descriptions),
                new FixedLists(identity),
                new NetworkIpAvailabilities(dataSource, resources, identity),
                new FloatingIpPools(resources, identity),
                new AvailabilityZones(resources, identity),
                new QuotaReads(resources, holdings, quotas.quotas(), identity));
    }

    @Bean
    Holdings holdings(DataSource dataSource, ReadModel readModel) {
        return new Counts(dataSource, readModel);
    }

    @Bean
    Unhosted unhosted(Resources resources) {
        return new UnhostedReads(resources);
    }

    @Bean
    LogFollower logFollower(EventStore eventStore) {
        return new LogFollower(eventStore);
    }

    @Bean
    RouterFunction<ServerResponse> ownReads(
            EventStore eventStore,
            DataSource dataSource,
            ReadModel readModel,
            LogFollower logFollower,
            ObjectProvider<Seals> seals,
            Identity identity) {
        return new OwnReads(
                new Audit(new History(dataSource, readModel), eventStore, seals.getIfAvailable(), identity),
                new Export(eventStore, identity),
                new Feed(logFollower, identity),
                readModel,
                identity);
    }
}
