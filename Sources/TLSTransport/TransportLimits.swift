/// The sizes and counts of the transport. All memory for them is part of ``TLSTransport`` or
/// ``TLSContexts``; nothing grows at run time.
public enum TransportLimits {
    /// Bytes of a DNS name in text without a trailing dot (RFC 1035 §2.3.4: 255 on the wire).
    /// A longer name is not resolved.
    public static let hostNameBytes = 253

    /// Bytes of one label of a DNS name (RFC 1035 §2.3.4). A longer one makes no name.
    public static let hostLabelBytes = 63

    /// Addresses of one name that are tried in turn; the name service's further ones are ignored.
    public static let addressCount = 8

    /// Fixed resolutions, see ``TLSTransport/addResolution(host:port:address:)``. One more is
    /// refused.
    public static let resolutionCount = 8

    /// Bytes of the names of all fixed resolutions together. One more name is refused.
    public static let resolutionNameBytes = 512

    /// Bytes of one root certificate in DER: an RSA 8192 root is under 2.5 KB. A larger one is
    /// refused when the transport is set up. It lies on the stack for that moment.
    public static let rootCertificateBytes = 3072

    /// Extensions of one certificate: servers' have about ten. One with more is not trusted.
    public static let extensionCount = 32

    /// Subtrees of name constraints that the names of one chain are compared with, all in all: 1,000
    /// names under 50 subtrees, or a fraction of a second. A chain that needs more is not trusted.
    public static let nameComparisonCount = 65_536

    /// Bytes of a certificate's serial number (RFC 5280 §4.1.2.2), its sign apart. A longer one is not
    /// trusted.
    public static let serialNumberBytes = 20

    /// How often the first segment is sent again to an address while another address is left:
    /// 1 gives up after about 3 s (Linux `TCP_SYNCNT`). The last address has the caller's
    /// deadline.
    public static let connectRetransmissionCount: Int32 = 1

    /// How often one call of the transport reads from or writes to the socket for the TLS library, which
    /// by itself goes on for as long as records come that mean nothing, such as warnings. A whole
    /// handshake takes about 20. The rest is left to the next call, so that the caller looks at
    /// its clock in between.
    public static let socketCallCount: UInt8 = 32

    /// Name servers that are asked in turn; the system's further ones are ignored.
    public static let nameServerCount = 3

    /// How often name servers are asked in all before the name service counts as failed; once more if
    /// one of them wants its query in the plain form.
    public static let nameServerAttemptCount = 4

    /// How long a name server has for its answer; then the next one is asked.
    public static let nameServerPatienceMilliseconds: UInt32 = 1_500

    /// Bytes of a TLS session that is kept over a restart, what it is bound to included: the server's
    /// certificate and its ticket. A larger one is not kept, and the next handshake is a full one.
    public static let sessionBytes = 2_048

    /// 2026-11-01, in seconds since 1970: no clock that is set shows less, and a certificate that ended
    /// before is refused by a device that does not know the time.
    public static let earliestSeconds: UInt32 = 1_793_491_200
}
