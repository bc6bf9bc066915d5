/// The limits of DNS messages, each with its reason.
public enum DNSLimits {
    /// The longest name in the form of messages, in bytes (RFC 1035 §2.3.4). Longer ones are
    /// malformed.
    public static let nameBytesMaximum = 255

    /// The longest label, in bytes (RFC 1035 §2.3.4). Longer ones are malformed.
    public static let labelBytesMaximum = 63

    /// The largest message over UDP without extensions, in bytes (RFC 1035 §2.3.4): the room that a
    /// receiver needs. No larger one is asked for; a server that has more to say truncates.
    public static let messageBytesMaximum = 512

    /// The aliases that are followed from a name to its addresses. A longer chain is malformed.
    public static let aliasesMaximum = 8
}
