package org.portolan.testbed.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What is measured, and what it is held against: a neutron-server 21 with two API workers and MariaDB did the same on two cores, with
 * 1,000 ports on one subnet and eight clients.
 */
public enum Operation {
    /** POST of a network. */
    CREATE_NETWORK(12.5, 60),
    /** POST of a port on a subnet that has 1,000 ports. */
    CREATE_PORT(5.9, 100),
    /** PUT of a port's {@code binding:host_id}. */
    BIND_PORT(5.1, 100),
    /** GET of one port. */
    SHOW_PORT(126, 25),
    /** GET of the 1,000 ports of a network. */
    LIST_PORTS_1000(3.7, 25),
    /** DELETE of a port. */
    DELETE_PORT(0, 0),
    /** POST of a router. */
    CREATE_ROUTER(0, 0),
    /** PUT of {@code add_router_interface}: each router gets a leg on a subnet of its own. */
    ADD_INTERFACE(0, 0),
    /** PUT of {@code remove_router_interface}. */
    REMOVE_INTERFACE(0, 0),
    /** POST of a floating IP that leads to a port. */
    CREATE_FLOATINGIP(0, 0),
    /** POST of a security group rule, in groups of up to fifty. */
    CREATE_RULE(0, 0),
    /** GET of the 10,000 ports of a network in pages of 1,000: each page against the first. */
    PAGES_10000(0, 0),
    /** POST of a port on a subnet that has 50,000 ports, against one that has 1,000. */
    PORT_50000(0, 0);

    /** Of a write's requests, 99 of 100 are to be answered within that time, in ms. */
    static final double P99_BAR = 60;

    /** Half of one client's ports are to be made within that time each, in ms. */
    static final double P50_BAR_OF_ONE_CLIENT = 5;

    /** One client's rate of ports on that neutron-server, in 1/s. */
    static final double NEUTRON_OF_ONE_CLIENT = 4.5;

    /** So many times the price of the 1,000th port of a subnet, the 50,000th may cost. */
    static final double GROWTH_BAR = 1.2;

    /** So many times the price of the first page of a list, any page may cost. */
    static final double PAGES_BAR = 1.5;

    private final double neutron;
    private final double factor;

    Operation(double neutron, double factor) {
        this.neutron = neutron;
        this.factor = factor;
    }

    /** The name on the command line and in reports. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The operation of that name. */
    public static Optional<Operation> titled(String title) {
        return Arrays.stream(values())
                .filter(operation -> operation.title().equals(title))
                .findFirst();
    }

    /** The rate of that neutron-server with eight clients, in 1/s; 0 when it is not known. */
    double neutron() {
        return neutron;
    }

    /** How many times that rate is wanted. */
    double factor() {
        return factor;
    }

    /** Whether it is told by a comparison, and not by a rate. */
    boolean isComparison() {
        return this == PAGES_10000 || this == PORT_50000;
    }

    boolean isRead() {
        return this == SHOW_PORT || this == LIST_PORTS_1000;
    }
}
