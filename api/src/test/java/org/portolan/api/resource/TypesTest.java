package org.portolan.api.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import tools.jackson.databind.JsonNode;

class TypesTest {

    private static final Map<String, Type<?>> TYPES = Map.ofEntries(
            Map.entry("text", Types.text(5)),
            Map.entry("word", Types.oneOf("slaac", "dhcpv6-stateful")),
            Map.entry("number of", Types.oneOf(4, 6)),
            Map.entry("bool", Types.bool()),
            Map.entry("integer", Types.integer()),
            Map.entry("long", Types.longInteger()),
            Map.entry("size", Types.nonNegative()),
            Map.entry("uuid", Types.uuid(Function.identity())),
            Map.entry("uuids", Types.uuids(Function.identity())),
            Map.entry("words", Types.words()),
            Map.entry("mac", Types.mac()),
            Map.entry("ip", Types.ip()),
            Map.entry("cidr", Types.cidr()),
            Map.entry("pools", Types.pools()),
            Map.entry("routes", Types.hostRoutes()),
            Map.entry("nameservers", Types.nameservers()),
            Map.entry("dictionary", Types.dictionary(20)),
            Map.entry("domain", Types.dnsDomain()),
            Map.entry("host name", Types.dnsName()));

    private static JsonNode json(String text) {
        return Json.mapper().readTree(text.replace('\'', '"'));
    }

    private static JsonNode parse(String type, String input) {
        return Objects.requireNonNull(TYPES.get(type)).parser().parse("attr", json(input));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            text        | null               | 'None' is not a valid string
            text        | 5                  | '5' is not a valid string
            text        | true               | 'True' is not a valid string
            text        | ['a']              | '['a']' is not a valid string
            text        | 'abcdef'           | 'abcdef' exceeds maximum length of 5
            text        | 'a\\u0000b'        | text must not contain a NUL character
            word        | 'foo'              | foo is not in valid_values
            word        | 5                  | 5 is not in valid_values
            number of   | 5                  | 5 is not in valid_values
            size        | -1                 | '-1' should be non-negative
            uuid        | 'abc'              | 'abc' is not a valid UUID
            uuid        | null               | 'None' is not a valid UUID
            uuid        | 'zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz' | 'zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz' is not a valid UUID
            uuids       | 'abc'              | 'abc' is not a list
            uuids       | ['abc']            | 'abc' is not a valid UUID
            uuids       | ['00000000-0000-0000-0000-000000000001','00000000-0000-0000-0000-000000000001'] | Duplicate items in the list: '00000000-0000-0000-0000-000000000001'
            words       | 'nova'             | 'nova' is not a list
            words       | [5]                | '5' is not a valid string
            mac         | 'zz:16:3e'         | 'zz:16:3e' is not a valid MAC address
            mac         | '00:00:00:00:00:00'| '00:00:00:00:00:00' is not a valid MAC address
            mac         | 7                  | '7' is not a valid MAC address
            mac         | 'fa:16:3e:00:01:*' | 'fa:16:3e:00:01:*' is not a valid MAC address
            ip          | 'x'                | 'x' is not a valid IP address
            ip          | '10.0.0.0/24'      | '10.0.0.0/24' is not a valid IP address
            ip          | '10.0.0.*'         | '10.0.0.*' is not a valid IP address
            ip          | '10.0.0'           | '10.0.0' is not a valid IP address
            ip          | '10.0.0.1-9'       | '10.0.0.1-9' is not a valid IP address
            ip          | 'fe80::1%eth0'     | 'fe80::1%eth0' is not a valid IP address
            ip          | ''                 | '' is not a valid IP address
            pools       | 'x'                | Invalid data format for IP pool: 'x'
            pools       | null               | Invalid data format for IP pool: 'None'
            pools       | ['x']              | 'x' is not a dictionary
            pools       | [{'start':'a','end':'b'}] | 'a' is not a valid IP address
            pools       | [{'start':'10.6.8.5'}] | Validation of dictionary's keys failed. Expected keys: {'end', 'start'} Provided keys: {'start'}
            routes      | 'x'                | Invalid data format for hostroute: 'x'
            routes      | [{'destination':'x','nexthop':'10.6.10.1'}] | 'x' is not a valid CIDR
            routes      | [{'destination':'10.0.0.0/8','nexthop':'x'}] | 'x' is not a valid IP address
            routes      | [{'dest':'1.0.0.0/8'}] | Validation of dictionary's keys failed. Expected keys: {'destination', 'nexthop'} Provided keys: {'dest'}
            nameservers | ['abc']            | 'abc' is not a valid nameserver. 'abc' is not a valid IP address
            nameservers | 'abc'              | Invalid data format for nameserver: 'abc'
            nameservers | ['8.8.8.8','8.8.8.8'] | Duplicate nameserver '8.8.8.8'
            dictionary  | 'x'                | 'x' is not a dictionary
            domain      | '-bad-.x'          | '-bad-.x' is not a FQDN
            host name   | 'bad_name!'        | 'bad_name!' not a valid PQDN or FQDN. Reason: Name 'bad_name!' must be 1-63 characters long, each of which can only be alphanumeric or a hyphen
            """)
    void a_value_that_is_none_of_its_type_is_refused_in_neutrons_words(String type, String input, String reason) {
        assertThatThrownBy(() -> parse(type, input))
                .isInstanceOfSatisfying(NeutronError.class, error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.type()).isEqualTo("HTTPBadRequest");
                })
                .hasMessage("Invalid input for attr. Reason: " + reason + ".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            bool       | 'maybe'                           | 'maybe' cannot be converted to boolean
            bool       | null                              | 'None' cannot be converted to boolean
            integer    | 'abc'                             | 'abc' is not an integer
            integer    | null                              | 'None' is not an integer
            integer    | 4294967295                        | '4294967295' is not an integer
            long       | '1e3'                             | '1e3' is not an integer
            cidr       | '10.300.0.0/24'                   | 10.300.0.0/24 is not in a CIDR format
            cidr       | '10.6.0.0/33'                     | 10.6.0.0/33 is not in a CIDR format
            cidr       | '10.6.0.0/x'                      | 10.6.0.0/x is not in a CIDR format
            cidr       | null                              | None is not in a CIDR format
            dictionary | {'a':'0123456789abcdefghij'}      | attr is too large, maximum is 20
            """)
    void what_cannot_be_converted_is_refused_as_input_for_the_operation(String type, String input, String reason) {
        assertThatThrownBy(() -> parse(type, input))
                .isInstanceOfSatisfying(NeutronError.class, error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.type()).isEqualTo("InvalidInput");
                })
                .hasMessage("Invalid input for operation: " + reason + ".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            text        | 'abcde'                               | 'abcde'
            bool        | 'Yes'                                 | true
            bool        | 0                                     | false
            integer     | ' 42 '                                | 42
            long        | '4294967295'                          | 4294967295
            number of   | '4'                                   | 4
            uuid        | '8C9E00FB019747D6BDDE75FB1946848D'    | '8c9e00fb-0197-47d6-bdde-75fb1946848d'
            mac         | 'FA-16-3E-00-01-AB'                   | 'fa:16:3e:00:01:ab'
            mac         | 'fa16.3e00.01ab'                      | 'fa:16:3e:00:01:ab'
            mac         | '01:00:5e:00:00:01'                   | '01:00:5e:00:00:01'
            ip          | '2001:DB8:0:0::1'                     | '2001:db8::1'
            cidr        | '10.4.0.77/24'                        | '10.4.0.0/24'
            cidr        | '10.4.0.77'                           | '10.4.0.77/32'
            cidr        | '2001:DB8:9:0::/64'                   | '2001:db8:9::/64'
            pools       | [{'end':'10.0.0.9','start':'10.0.0.2'}] | [{'start':'10.0.0.2','end':'10.0.0.9'}]
            routes      | [{'destination':'10.9.1.1/16','nexthop':'10.0.0.9'}] | [{'destination':'10.9.0.0/16','nexthop':'10.0.0.9'}]
            nameservers | ['2001:DB8::1','9.9.9.9']             | ['2001:db8::1','9.9.9.9']
            domain      | 'My.Example.org.'                     | 'my.example.org.'
            domain      | ''                                    | ''
            host name   | 'p7host'                              | 'p7host'
            """)
    void a_value_is_kept_in_one_form_however_it_was_written(String type, String input, String kept) {
        assertThat(parse(type, input)).hasToString(json(kept).toString());
    }

    @Test
    void null_is_refused_allowed_or_stands_for_something_as_the_type_says() {
        JsonNode none = json("null");

        assertThat(Types.text(5).orNull().parser().parse("attr", none).isNull()).isTrue();
        assertThat(Types.text(5).nullMeans("x").parser().parse("attr", none).stringValue())
                .isEqualTo("x");
    }
}
