package topictable.devstack;

import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Who may use the SASL listeners, beside those that they know from the start; returns when brokers see it. */
final class Users {
    private static final int ITERATIONS = 4096;

    private Users() {}

    /** @param password null removes the user */
    static void set(Admin admin, String name, String password) {
        ScramMechanism mechanism = ScramMechanism.SCRAM_SHA_256;
        Wait.result(admin.alterUserScramCredentials(List.of(password == null
            ? new UserScramCredentialDeletion(name, mechanism)
            : new UserScramCredentialUpsertion(name, new ScramCredentialInfo(mechanism, ITERATIONS), password))).all(),
            "cannot set the password of \"" + name + "\"");
        Wait.until("user \"" + name + "\" is " + (password == null ? "gone" : "there"),
            () -> users(admin).contains(name) == (password != null));
    }

    private static Set<String> users(Admin admin) {
        return Set.copyOf(Wait.result(admin.describeUserScramCredentials().users(), "cannot list users"));
    }

    /** Takes the right to read a topic from a user. Others lose it too, other than on the plaintext listener. */
    static void deny(Admin admin, String name, String topic) {
        AclBinding denied = new AclBinding(new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
            new AccessControlEntry("User:" + name, "*", AclOperation.READ, AclPermissionType.DENY));
        Wait.result(admin.createAcls(List.of(denied)).all(), "cannot deny topic \"" + topic + "\" to \"" + name + "\"");
        Wait.until("topic \"" + topic + "\" is denied",
            () -> Wait.result(admin.describeAcls(denied.toFilter()).values(), "cannot list rights").contains(denied));
    }
}
