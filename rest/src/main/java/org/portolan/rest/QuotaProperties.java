package org.portolan.rest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.portolan.api.quota.QuotaDescription;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much projects may have that have no limits of their own.
 *
 * @param quotas the limit of each kind, {@code portolan.quotas.network} and so on; -1 for none at all. Kinds that are
 *     missing have that of {@code portolan.quotas.default}, or else {@link QuotaDescription#DEFAULTS}
 */
@ConfigurationProperties("portolan")
public record QuotaProperties(@DefaultValue Map<String, Long> quotas) {

    private static final String EVERY_OTHER = "default";

    /**
     * The limits of all kinds, in the order in which bodies show them.
     *
     * @throws IllegalArgumentException when there is no such kind
     */
    public QuotaProperties {
        Map<String, Long> all = new LinkedHashMap<>(QuotaDescription.DEFAULTS);
        Long others = quotas.get(EVERY_OTHER);
        if (others != null) {
            all.replaceAll((kind, limit) -> others);
        }
        quotas.forEach((kind, limit) -> {
            if (kind.equals(EVERY_OTHER)) {
                return;
            }
            String name = kind.replace('-', '_');
            if (!all.containsKey(name)) {
                throw new IllegalArgumentException(
                        "portolan.quotas." + kind + ": there are quotas for " + all.keySet() + " only");
            }
            all.put(name, Math.max(QuotaDescription.UNLIMITED, limit));
        });
        quotas = Collections.unmodifiableMap(all);
    }
}
