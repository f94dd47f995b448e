package topictable.devstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A certificate authority of this stack alone, and what it has signed, as PKCS#12 stores and PEM files. */
record TlsMaterial(Path folder) {
    static final String PASSWORD = "devstack";

    static TlsMaterial create(Path folder, Children children) {
        TlsMaterial material = new TlsMaterial(folder);
        try {
            Files.createDirectories(folder);
            material.make(children);
        } catch (IOException | GeneralSecurityException e) {
            throw new DevstackException("cannot make certificates in " + folder + ": " + e, e);
        }
        return material;
    }

    Path caStore() {
        return folder.resolve("ca.p12");
    }

    Path serverStore() {
        return folder.resolve("server.p12");
    }

    private Path clientStore() {
        return folder.resolve("client.p12");
    }

    private Path pem(String name) {
        return folder.resolve(name + ".pem");
    }

    /** What a client needs, for the ready line. */
    Map<String, String> forClients() {
        Map<String, String> all = new TreeMap<>();
        all.put("ca", pem("ca").toString());
        all.put("ca_p12", caStore().toString());
        all.put("ca_password", PASSWORD);
        all.put("client_cert", pem("client-cert").toString());
        all.put("client_key", pem("client-key").toString());
        all.put("client_p12", clientStore().toString());
        all.put("client_password", PASSWORD);
        return all;
    }

    private void make(Children children) throws IOException, GeneralSecurityException {
        Path authority = folder.resolve("authority.p12");
        await(keytool(children, authority, "ca", "CN=Topictable devstack CA", "-ext", "bc:c", "-ext", "ku:c=keyCertSign,cRLSign"));
        // A signer must be in the same store; two copies let both be made at once.
        Path server = Files.copy(authority, folder.resolve("authority-server.p12"));
        Path client = Files.copy(authority, folder.resolve("authority-client.p12"));
        Process makesServer = keytool(children, server, "server", "CN=localhost", "-signer", "ca",
            "-ext", "san=dns:localhost,ip:127.0.0.1", "-ext", "eku=serverAuth");
        Process makesClient = keytool(children, client, "client", "CN=alice", "-signer", "ca", "-ext", "eku=clientAuth");
        await(makesServer);
        await(makesClient);

        Certificate ca = load(authority).getCertificate("ca");
        KeyStore trusted = empty();
        trusted.setCertificateEntry("ca", ca);
        store(trusted, caStore());
        writePem(pem("ca"), "CERTIFICATE", ca.getEncoded());

        store(only(load(server), "server"), serverStore());

        KeyStore withClient = load(client);
        store(only(withClient, "client"), clientStore());
        writePem(pem("client-cert"), "CERTIFICATE", withClient.getCertificate("client").getEncoded());
        writePem(pem("client-key"), "PRIVATE KEY", key(withClient, "client").getEncoded());
    }

    private static Process keytool(Children children, Path store, String alias, String name, String... options) {
        List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
            "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD,
            "-alias", alias, "-dname", name, "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "3650",
            "-J-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        return children.start(new ProcessBuilder(command).redirectErrorStream(true));
    }

    private static void await(Process keytool) throws IOException {
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool says: " + said.strip());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A store with one key and its chain, without the authority's own key. */
    private static KeyStore only(KeyStore from, String alias) throws IOException, GeneralSecurityException {
        KeyStore to = empty();
        to.setKeyEntry(alias, key(from, alias), PASSWORD.toCharArray(), from.getCertificateChain(alias));
        return to;
    }

    private static Key key(KeyStore store, String alias) throws GeneralSecurityException {
        return store.getKey(alias, PASSWORD.toCharArray());
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static void store(KeyStore store, Path file) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    private static void writePem(Path file, String kind, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }
}
