/// The account that the embedded server makes for trying it.
struct DemoAccount: Equatable {
    let username: String
    let password: String

    /// Reads what the server keeps for its owner in the state folder.
    init(state: TemporaryFolder) throws {
        let text = String(
            decoding: try state.bytes(of: "server/demo-account.txt"), as: UTF8.self)
        func value(_ name: String) -> String {
            let line = text.split(separator: "\n").first { $0.hasPrefix(name + ": ") }
            return line.map { String($0.dropFirst(name.count + 2)) } ?? ""
        }
        username = value("username")
        password = value("password")
    }
}
