package org.portolan.agent.operator;

import picocli.CommandLine.Command;

/** What concerns the node that this machine is: {@code portolan node}. */
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        description = "Looks at the node that this machine is.",
        subcommands = NodeDiff.class)
final class NodeCommand {}
