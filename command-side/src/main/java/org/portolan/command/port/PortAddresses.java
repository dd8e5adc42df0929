package org.portolan.command.port;

import java.util.List;
import java.util.function.Predicate;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortEvent.PortAddressesChanged;
import org.portolan.api.port.PortId;
import org.portolan.api.subnet.SubnetEvent.AddressAllocated;
import org.portolan.api.subnet.SubnetEvent.AddressReleased;
import org.portolan.command.Streams;
import org.portolan.command.floatingip.Translations;
import org.portolan.command.subnet.SubnetState;

/** Gives addresses of subnets to ports, and takes them back. */
final class PortAddresses {

    private final Streams streams;

    PortAddresses(Streams streams) {
        this.streams = streams;
    }

    /** Gives an address to a port. */
    void allocate(FixedIp fixedIp, PortId port) {
        streams.append(
                SubnetState.TYPE,
                fixedIp.subnetId(),
                new AddressAllocated(fixedIp.subnetId(), fixedIp.ipAddress(), port));
    }

    private void release(FixedIp fixedIp, PortId port) {
        streams.append(
                SubnetState.TYPE,
                fixedIp.subnetId(),
                new AddressReleased(fixedIp.subnetId(), fixedIp.ipAddress(), port));
    }

    /** Gives a port these addresses, which nobody else has, instead of those that it had. */
    void change(Port port, List<FixedIp> wanted) {
        if (wanted.equals(port.fixedIps())) {
            return;
        }
        List<FixedIp> lost =
                port.fixedIps().stream().filter(Predicate.not(wanted::contains)).toList();
        Translations.addressesLost(streams, port, lost);
        lost.forEach(fixedIp -> release(fixedIp, port.id()));
        wanted.stream()
                .filter(Predicate.not(port.fixedIps()::contains))
                .forEach(fixedIp -> allocate(fixedIp, port.id()));
        streams.append(PortState.TYPE, port.id(), new PortAddressesChanged(port.id(), wanted));
    }
}
