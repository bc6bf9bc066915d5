/// Where the server keeps what it must not forget.
public enum StoreLocation: Sendable, Equatable {
    /// A SQLite file, made when it is absent.
    case sqlite(String)
    /// Nothing outlives the process.
    case memory

    /// Reads `sqlite:FILE` or `memory`; nil for anything else.
    public init?(_ text: String) {
        if text == "memory" {
            self = .memory
        } else if text.hasPrefix("sqlite:"), text.utf8.count > "sqlite:".utf8.count {
            self = .sqlite(String(text.dropFirst("sqlite:".count)))
        } else {
            return nil
        }
    }
}
