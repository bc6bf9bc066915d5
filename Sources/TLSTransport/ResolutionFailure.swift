/// Why a fixed resolution was refused.
public enum ResolutionFailure: Error, Equatable, Sendable {
    /// The host is neither a DNS name nor an IP address literal.
    case hostMalformed
    /// The address is not an IP address literal.
    case addressMalformed
    /// ``TransportLimits/resolutionCount`` or ``TransportLimits/resolutionNameBytes`` is used up.
    case tableFull
}
