/// Why a ``TLSTransport`` could not be set up.
public enum TLSSetupFailure: Error, Equatable, Sendable {
    /// The roots are neither one certificate in DER nor certificates in PEM, or one of them is
    /// damaged or larger than ``TransportLimits/rootCertificateBytes``.
    case rootsUnreadable
    /// The TLS library was refused memory.
    case outOfMemory
}
