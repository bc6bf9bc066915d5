import HummingbirdTesting

@testable import ScriptedUser

/// The fields of the last form of a page with this action: of the page itself, not of its head.
struct HTMLInputs {
    private let values: [String: String]

    init(_ page: TestResponse, action: String) {
        let form = HTMLPage(page.text).forms.last { $0.action == action }
        values = (form?.inputs ?? []).reduce(into: [:]) { $0[$1.name] = $1.value }
    }

    subscript(name: String) -> String {
        values[name] ?? ""
    }
}
