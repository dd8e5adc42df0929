package org.portolan.eventstore.seal;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;

/**
 * An Ed25519 signature (RFC 8032) of a chain of digests.
 *
 * @param base64 its bytes
 */
public record Signature(String base64) {

    static final String ALGORITHM = "Ed25519";

    static Signature of(Digest chain, PrivateKey key) {
        try {
            java.security.Signature signing = java.security.Signature.getInstance(ALGORITHM);
            signing.initSign(key);
            signing.update(chain.bytes());
            return new Signature(Base64.getEncoder().encodeToString(signing.sign()));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("The log cannot be sealed with this key", failure);
        }
    }

    boolean isOf(Digest chain, PublicKey key) {
        try {
            java.security.Signature checking = java.security.Signature.getInstance(ALGORITHM);
            checking.initVerify(key);
            checking.update(chain.bytes());
            return checking.verify(Base64.getDecoder().decode(base64));
        } catch (GeneralSecurityException | IllegalArgumentException notASignature) {
            return false;
        }
    }
}
