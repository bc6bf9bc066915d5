/// How a query is written.
public enum DNSQueryForm: Equatable, Sendable {
    /// For every server: its answer has ``DNSLimits/messageBytesMaximum`` at most.
    case plain
    /// With room for an answer of ``DNSLimits/extendedMessageBytesMaximum`` (EDNS, RFC 6891). A server
    /// that does not know this says code 1, 4 or nothing at all: then ask in the plain form.
    case extended
}
