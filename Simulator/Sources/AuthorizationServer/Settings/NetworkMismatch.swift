/// What the pages do when device and browser are on different networks: the setting
/// NETWORK_MISMATCH.
public enum NetworkMismatch: String, Sendable, CaseIterable {
    /// The confirmation page warns, and the event is logged.
    case warn = "WARN"
    /// The request is not to be had from there, and the event is logged.
    case refuse = "REFUSE"
}
