/// Every sentence of the pages in one language: plain text, `{name}` is filled in by the page.
/// `PageLanguage` says how to add a language.
struct PageText: Sendable {
    let product: String
    let signedInAs: String
    let signOut: String

    let signInTitle: String
    let signInLead: String
    let username: String
    let password: String
    let signInButton: String
    let signInWrong: String
    let signInBlocked: String
    let signInBusy: String

    let codeTitle: String
    let codeLead: String
    let codeLabel: String
    let codeHint: String
    let codeCompare: String
    let codeButton: String
    let codeWrong: String
    let codeBlocked: String

    let confirmTitle: String
    let confirmCodeLabel: String
    let confirmWarning: String
    let confirmWarningMore: String
    let confirmDevice: String
    let confirmRequested: String
    let confirmFrom: String
    let confirmAccount: String
    let confirmAllows: String
    let confirmNothing: String
    let otherNetworkWarning: String
    let otherNetworkMore: String
    let declineButton: String
    let authorizeButton: String

    let approvedTitle: String
    let approvedText: String
    let declinedTitle: String
    let declinedText: String
    let closedTitle: String
    let closedText: String
    let startAgain: String
    let otherNetworkTitle: String
    let otherNetworkText: String

    let staleTitle: String
    let staleText: String
    let notFoundTitle: String
    let notFoundText: String
    let failureTitle: String
    let failureText: String

    let consentTitle: String
    let consentDestination: String
    let consentAllows: String
    let consentNothing: String
    let signOutTitle: String
    let refusedTitle: String
    let refusedText: String

    let months: [String]
    let timeFormat: String
    let secondsAgo: String
    let minutesAgo: String
    /// What a scope lets a device do; a scope without an entry is shown by its name.
    let scopes: [String: String]

    let account: AccountText

    /// Puts values in the place of `{name}`.
    static func fill(_ text: String, _ values: [String: String]) -> String {
        var filled = ""
        var rest = text[...]
        // Walks the text once, so that a value with braces in it is not filled again.
        while let open = rest.firstIndex(of: "{"),
            let close = rest[open...].firstIndex(of: "}")
        {
            let name = String(rest[rest.index(after: open)..<close])
            filled += rest[..<open] + (values[name] ?? "")
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }
}
