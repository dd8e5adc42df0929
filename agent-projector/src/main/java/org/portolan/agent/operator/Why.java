package org.portolan.agent.operator;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.ControllerOptions;
import org.portolan.agent.controller.ControllerClient;
import org.portolan.agent.pipeline.Cookie;
import org.portolan.api.event.Account;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Leads from what is on a host back to who asked for it: {@code portolan why}. */
@Command(
        name = "why",
        sortOptions = false,
        usageHelpWidth = 110,
        mixinStandardHelpOptions = true,
        description = {
            "Tells which event something on a host comes of, which command decided it, and who asked for it on which request.",
            "For a namespace: the story of its router, or of its network.",
            "Exits with 0 if there is an answer, 2 if there is none."
        },
        footer = {
            "",
            "Examples:",
            "  portolan why 0x504f0900000004d2",
            "  portolan why 'cookie=0x504f040000000066, table=20, priority=2,dl_vlan=1 actions=drop'",
            "  portolan why qrouter-4b4ee0a8-7d1c-4c1f-a0a0-3c6d6a6ff6a1",
            "  portolan why 'ip daddr 172.24.4.11 tcp dport 22 dnat to 10.0.0.3:22 comment \"event 1234\"'",
            "  portolan why 1234"
        })
final class Why implements Callable<Integer> {

    private static final Pattern COOKIE = Pattern.compile("(?:.*?\\bcookie[= ])?0x([0-9a-f]{1,16})(?:[, ].*)?");
    private static final Pattern NAMESPACE =
            Pattern.compile(".*?\\b(qrouter|qdhcp)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\b.*");
    private static final Pattern EVENT = Pattern.compile("(?:.*?\\bevent )?(\\d{1,18})(?:\"?(?:[ ,].*)?)?");

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "WHAT",
            description =
                    "The cookie of a flow, a flow as ovs-ofctl shows it, the name of a namespace, a rule of nftables or its"
                            + " comment, or a position of the log.")
    private List<String> what = List.of();

    @Mixin
    private final ControllerOptions options = new ControllerOptions();

    @Override
    public Integer call() {
        CommandLine line = Commands.line(spec);
        String text = String.join(" ", what).strip().toLowerCase(Locale.ROOT);
        try (ControllerClient controller = options.client(line)) {
            LogQuestions questions = new LogQuestions(controller);
            PrintWriter out = line.getOut();
            answer(text, questions, line).forEach(out::println);
            out.flush();
            return 0;
        }
    }

    private static List<String> answer(String text, LogQuestions questions, CommandLine line) {
        Matcher namespace = NAMESPACE.matcher(text);
        if (namespace.matches()) {
            return story(namespace.group(1), namespace.group(2), questions);
        }
        Matcher cookie = COOKIE.matcher(text);
        if (cookie.matches()) {
            return flow(new Cookie(Long.parseUnsignedLong(cookie.group(1), 16)), questions);
        }
        Matcher event = EVENT.matcher(text);
        if (event.matches()) {
            return event(Long.parseLong(event.group(1)), questions);
        }
        throw new ParameterException(
                line,
                "'" + text
                        + "' is no cookie, no flow with one, no namespace of a router or DHCP server, no rule whose comment"
                        + " names an event, and no position");
    }

    private static List<String> flow(Cookie cookie, LogQuestions questions) {
        if (!cookie.isOurs()) {
            throw new Unanswered("the cookie " + cookie + " is not one of Portolan's, which begin with 0x504f");
        }
        List<String> lines = new ArrayList<>();
        Optional<Cookie.Feature> feature = cookie.feature();
        lines.add("A flow of " + feature.map(Why::name).orElse("a feature that this version does not know"));
        if (cookie.position() == 0) {
            lines.add(
                    feature.filter(Cookie.Feature.LEARNED::equals).isPresent()
                            ? "learned by the switch itself from a packet; no event names it"
                            : "part of the bare pipeline, which every node has; no event is its cause");
            return lines;
        }
        lines.addAll(event(cookie.position(), questions));
        return lines;
    }

    static String name(Cookie.Feature feature) {
        return feature.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static List<String> event(long position, LogQuestions questions) {
        Account account = questions
                .event(position)
                .orElseThrow(() -> new Unanswered("the log has no event at position " + position));
        List<String> lines = new ArrayList<>(account.lines());
        List<Account> siblings = questions.siblings(account);
        if (!siblings.isEmpty()) {
            lines.add("The same request also led to:");
            siblings.forEach(other ->
                    lines.add("  " + other.event() + " of " + other.stream() + " at position " + other.position()));
        }
        return lines;
    }

    /** A change of one of the resources that a namespace is made of. */
    private record Chapter(String resource, Account account) {}

    private static List<String> story(String kind, String id, LogQuestions questions) {
        List<Chapter> chapters = new ArrayList<>();
        boolean router = kind.equals("qrouter");
        add(router ? "router" : "network", id, questions, chapters);
        if (chapters.isEmpty()) {
            throw new Unanswered("the log has never known a " + (router ? "router " : "network ") + id);
        }
        if (router) {
            concerned("floatingips", "router_id", id, "floatingip", questions, chapters);
            concerned("ports", "device_id", id, "port", questions, chapters);
        } else {
            concerned("subnets", "network_id", id, "subnet", questions, chapters);
        }
        chapters.sort(Comparator.comparingLong(chapter -> chapter.account.position()));
        List<String> lines = new ArrayList<>();
        for (Chapter chapter : chapters) {
            lines.add(chapter.resource + ": " + chapter.account.lines().getFirst());
            lines.add(chapter.account.lines().getLast());
        }
        return lines;
    }

    private static void concerned(
            String collection, String filter, String id, String type, LogQuestions questions, List<Chapter> chapters) {
        for (JsonNode resource : questions.list(collection, collection, filter, id)) {
            add(type, resource.path("id").asString(""), questions, chapters);
        }
    }

    private static void add(String type, String id, LogQuestions questions, List<Chapter> chapters) {
        questions
                .history(type, id)
                .forEach(change -> chapters.add(new Chapter(type + " " + id, Account.ofChange(change))));
    }
}
