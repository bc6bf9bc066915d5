/// Something outside the program is missing or refuses: one line that says what, why, and what to
/// do. Exit status 15.
public struct EnvironmentError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
