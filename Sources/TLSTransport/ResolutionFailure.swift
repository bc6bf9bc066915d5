/// Why a fixed resolution or a name server was refused.
public enum ResolutionFailure: Error, Equatable, Sendable {
    /// The host is neither a DNS name nor an IP address literal.
    case hostMalformed
    /// The address is not an IP address literal, or its zone is no interface.
    case addressMalformed
    /// ``TransportLimits/resolutionCount``, ``TransportLimits/resolutionNameBytes`` or
    /// ``TransportLimits/nameServerCount`` is used up.
    case tableFull
}
