/// The limits of DNS messages, each with its reason.
public enum DNSLimits {
    /// The longest name in the form of messages, in bytes (RFC 1035 §2.3.4). Longer ones are
    /// malformed.
    public static let nameBytesMaximum = 255

    /// The longest label, in bytes (RFC 1035 §2.3.4). Longer ones are malformed.
    public static let labelBytesMaximum = 63

    /// The largest message over UDP without extensions, in bytes (RFC 1035 §2.3.4). A server that has
    /// more to say truncates.
    public static let messageBytesMaximum = 512

    /// The largest message that is asked for, in bytes, and the room that a receiver needs: no link
    /// cuts it into pieces (RFC 8200 §5: 1,280 bytes, less the headers). A server that has more to say
    /// truncates.
    public static let extendedMessageBytesMaximum = 1_232

    /// The aliases that are followed from a name to its addresses. A longer chain is malformed.
    public static let aliasesMaximum = 8
}
