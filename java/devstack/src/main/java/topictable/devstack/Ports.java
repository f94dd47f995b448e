package topictable.devstack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds free ports of the loopback interface.
 *
 * <p>They lie below the range from which the kernel takes ports for outgoing connections. Inside it, a client that keeps
 * trying to reach a stopped broker can be given the broker's own port, and the broker could not come back.
 */
final class Ports {
    private static final int LOWEST = 15_000;
    private static final int TRIES = 1_000;

    private Ports() {}

    /** Different ports that were free a moment ago. */
    static List<Integer> free(int count) {
        int end = firstOutgoing();
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int tries = 0; held.size() < count; tries++) {
                boolean anyPort = tries >= TRIES || end <= LOWEST + 1_000;
                try {
                    held.add(hold(anyPort ? 0 : ThreadLocalRandom.current().nextInt(LOWEST, end)));
                } catch (IOException e) {
                    if (anyPort) {
                        throw new DevstackException("no free port on 127.0.0.1: " + e.getMessage(), e);
                    }
                }
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // It was only held.
                }
            }
        }
    }

    private static ServerSocket hold(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress("127.0.0.1", port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static int firstOutgoing() {
        try {
            // Not readString: it begins with a single byte, after which files like this one are at their end.
            String range = Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_local_port_range")).get(0);
            return Integer.parseInt(range.strip().split("\\s+")[0]);
        } catch (IOException | NumberFormatException e) {
            return 32_768;
        }
    }
}
