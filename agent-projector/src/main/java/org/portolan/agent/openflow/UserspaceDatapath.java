package org.portolan.agent.openflow;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Open vSwitch's datapath in user space, which before 2.17.8, 3.0.5 and 3.1.3 may go on with the actions of former flows: where two of
 * its own entries overlap, it changes the wrong one, and packets of a running connection keep the other alive.
 */
final class UserspaceDatapath {

    private static final Pattern VERSION = Pattern.compile(".*\\(Open vSwitch\\) (\\d+)\\.(\\d+)\\.(\\d+).*");

    private final OvsAppctl appctl;
    /** Null until it was asked for. */
    private volatile @Nullable Boolean isFaulty;

    UserspaceDatapath(Path runDirectory, Duration timeout) {
        appctl = new OvsAppctl(runDirectory, timeout);
    }

    /**
     * Has it decide anew about every packet, if it is one of the faulty ones. No packet is lost by that.
     *
     * @throws OpenFlowException if ovs-vswitchd does not answer
     */
    void forgetDecisions() {
        if (isFaulty == null) {
            isFaulty = isFaulty(appctl.run(List.of("version")).findFirst().orElse(""));
        }
        if (Objects.requireNonNull(isFaulty)) {
            appctl.run(List.of("revalidator/purge"));
        }
    }

    /** Whether what calls itself so is faulty; a version that cannot be read counts as faulty. */
    static boolean isFaulty(String version) {
        Matcher numbers = VERSION.matcher(version);
        if (!numbers.matches()) {
            return true;
        }
        int minor = Integer.parseInt(numbers.group(2));
        int patch = Integer.parseInt(numbers.group(3));
        return switch (Integer.parseInt(numbers.group(1))) {
            case 0, 1 -> true;
            case 2 -> minor < 17 || patch < 8;
            case 3 -> (minor == 0 && patch < 5) || (minor == 1 && patch < 3);
            default -> false;
        };
    }
}
