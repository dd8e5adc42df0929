package org.portolan.eventstore.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The key that seals a log: an Ed25519 pair, in one PEM file that only its owner can read (RFC 7468, RFC 8410). */
public final class SealKey {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    private SealKey(PrivateKey privateKey, PublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** A new key. */
    public static SealKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(Signature.ALGORITHM).generateKeyPair();
            return new SealKey(pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /**
     * The key in that file, which is made with a new one when it is missing.
     *
     * @throws IOException when the file cannot be read or made, or holds no such key
     */
    public static SealKey in(Path file) throws IOException {
        if (Files.notExists(file)) {
            SealKey key = generate();
            try {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(
                        file,
                        pem(PRIVATE, key.privateKey.getEncoded()) + pem(PUBLIC, key.publicKey.getEncoded()),
                        StandardCharsets.US_ASCII);
                return key;
            } catch (FileAlreadyExistsException another) {
                // Somebody else was first; that key is as good.
            }
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        List<byte[]> secrets = blocks(text, PRIVATE);
        List<byte[]> open = blocks(text, PUBLIC);
        if (secrets.size() != 1 || open.size() != 1) {
            throw new IOException(file + " holds no pair of keys: one " + PRIVATE + " and its " + PUBLIC + " in PEM");
        }
        try {
            KeyFactory keys = KeyFactory.getInstance(Signature.ALGORITHM);
            return new SealKey(
                    keys.generatePrivate(new PKCS8EncodedKeySpec(secrets.getFirst())),
                    keys.generatePublic(new X509EncodedKeySpec(open.getFirst())));
        } catch (GeneralSecurityException notAKey) {
            throw new IOException(file + " holds no Ed25519 key", notAKey);
        }
    }

    /**
     * The public keys in that PEM file.
     *
     * @throws IOException when it cannot be read, or holds none
     */
    public static List<PublicKey> publicKeysIn(Path file) throws IOException {
        List<PublicKey> keys = new ArrayList<>();
        for (byte[] block : blocks(Files.readString(file, StandardCharsets.US_ASCII), PUBLIC)) {
            keys.add(publicKey(block));
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " holds no " + PUBLIC + " in PEM");
        }
        return keys;
    }

    static PublicKey publicKey(byte[] encoded) throws IOException {
        try {
            return KeyFactory.getInstance(Signature.ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException notAKey) {
            throw new IOException("No Ed25519 key", notAKey);
        }
    }

    private static String pem(String label, byte[] encoded) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                + "\n-----END " + label + "-----\n";
    }

    private static List<byte[]> blocks(String text, String label) {
        List<byte[]> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).equals(label)) {
                blocks.add(Base64.getMimeDecoder().decode(block.group(2)));
            }
        }
        return blocks;
    }

    /** Tells what it has signed. */
    public PublicKey publicKey() {
        return publicKey;
    }

    Signature sign(Digest chain) {
        return Signature.of(chain, privateKey);
    }
}
