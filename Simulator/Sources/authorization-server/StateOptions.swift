import ArgumentParser
import AuthorizationServer
import Foundation

/// Where a command finds the server's state.
struct StateOptions: ParsableArguments {
    @Option(
        name: .customLong("state"),
        help: ArgumentHelp(
            "Folder for certificates, keys and the database.", valueName: "dir"))
    var folder = StateOptions.standardFolder

    @Option(
        help: ArgumentHelp(
            "sqlite:FILE, or memory. Default: a SQLite file in the state folder.",
            valueName: "store"),
        transform: { text in
            guard let store = StoreLocation(text) else {
                throw ValidationError("--store \(text) is refused: use sqlite:FILE or memory.")
            }
            return store
        })
    var store: StoreLocation?

    /// XDG Base Directory Specification: `$XDG_STATE_HOME`, `~/.local/state` without it.
    static var standardFolder: String {
        let environment = ProcessInfo.processInfo.environment
        if let folder = environment["XDG_STATE_HOME"], folder.hasPrefix("/") {
            return folder + "/authorization-server"
        }
        return (environment["HOME"] ?? ".") + "/.local/state/authorization-server"
    }

    func configuration(
        host: String = "localhost", address: String = "127.0.0.1", port: Int = 8443,
        settings: GrantSettings = .standard, demo: Bool = false
    ) -> ServerConfiguration {
        ServerConfiguration(
            host: host, address: address, port: port, stateFolder: folder, store: store,
            settings: settings, demo: demo)
    }
}
