/// Where the scripted user could not go on. The text is what the page said.
public enum ScriptedUserError: Error, Sendable, Equatable, CustomStringConvertible {
    case invalidURI(String)
    case unreachable(String, reason: String)
    case leftTheServer(String)
    case tooManyRedirects
    case pageTooLarge
    case pageWithoutCodeField(String)
    case signInRefused(String)
    case codeRefused(String)
    case otherCodeShown(String)
    case decisionRefused(String)

    public var description: String {
        switch self {
        case .invalidURI(let uri):
            "The verification URI \(uri) is no https URI. Check what the server answered."
        case .unreachable(let uri, let reason):
            "\(uri) cannot be opened (\(reason)). Check that the server runs and that the CA file "
                + "is its own."
        case .leftTheServer(let uri):
            "A page leads to \(uri), outside the server. The scripted user follows no such link."
        case .tooManyRedirects:
            "The pages redirect in a circle. Check the session cookie of the server."
        case .pageTooLarge:
            "A page is larger than 256 KiB. Check what the verification URI leads to."
        case .pageWithoutCodeField(let text):
            "The page has no field for a code. It says: \(text)"
        case .signInRefused(let text):
            "The sign-in was refused. Check user name and password. The page says: \(text)"
        case .codeRefused(let text):
            "The code led to no page with a decision. The page says: \(text)"
        case .otherCodeShown(let text):
            "The confirmation page does not show the code that was typed. It says: \(text)"
        case .decisionRefused(let text):
            "The decision was not confirmed. The page says: \(text)"
        }
    }
}
