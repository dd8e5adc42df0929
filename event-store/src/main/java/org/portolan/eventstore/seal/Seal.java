package org.portolan.eventstore.seal;

import java.security.PublicKey;
import java.time.Instant;
import java.util.List;

/**
 * What the log said from one position to another, signed.
 *
 * @param after the position after which it begins
 * @param upTo the position of its last event
 * @param at when it was sealed, to the microsecond
 * @param events the digest of each event in it, in order
 * @param chain the digest of all that and of the seals before
 * @param publicKey tells whether the signature is right
 * @param signature the signature of the chain
 */
public record Seal(
        long after,
        long upTo,
        Instant at,
        List<Digest> events,
        Digest chain,
        PublicKey publicKey,
        Signature signature) {

    public Seal {
        events = List.copyOf(events);
    }

    static Seal of(Digest before, long after, Instant at, List<Digest> events, SealKey key) {
        long upTo = after + events.size();
        Digest chain = before.chainedWith(after, upTo, at, events);
        return new Seal(after, upTo, at, events, chain, key.publicKey(), key.sign(chain));
    }

    /** Whether it says nothing but what was signed, after a seal with that chain. */
    boolean isWhole(Digest before) {
        return upTo == after + events.size()
                && chain.equals(before.chainedWith(after, upTo, at, events))
                && signature.isOf(chain, publicKey);
    }
}
