/// A setting that is refused at start, with the reason and, where codes would be guessable, the
/// arithmetic.
public struct GrantSettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
