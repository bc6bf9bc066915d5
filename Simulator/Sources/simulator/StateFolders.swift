import Foundation
import SimulatorKit

/// The one folder in which a run leaves anything: the server's part, and the devices' flash.
struct StateFolders {
    /// The server's certificates, keys, database and demo account.
    let server: String

    private let devices: String

    /// - Parameter chosen: The folder that was asked for; nil is `device-authorization-grant` in the
    ///   user's state folder (XDG Base Directory Specification).
    init(chosen: String?) throws(EnvironmentError) {
        let environment = ProcessInfo.processInfo.environment
        let base: String
        if let chosen {
            base = chosen
        } else if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            base = state + "/device-authorization-grant"
        } else {
            base = NSHomeDirectory() + "/.local/state/device-authorization-grant"
        }
        server = base + "/server"
        devices = base + "/devices"
        try Self.make(server)
        try Self.make(devices)
    }

    /// The file that is the board's flash. A device belongs to one service, so each server has its
    /// own: no code or token goes to another.
    ///
    /// - Parameter server: Another server's URL; nil for the embedded one.
    func flashFile(of board: Board, at server: String?) -> String {
        let name = ([board.id] + (server.map { [$0] } ?? [])).joined(separator: "@").map {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "@") ? $0 : "-"
        }
        return devices + "/" + String(name.prefix(200)) + ".flash"
    }

    private static func make(_ folder: String) throws(EnvironmentError) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw EnvironmentError(
                "cannot make the folder \(folder): choose another one with --state, or make this "
                    + "one writable.")
        }
    }
}
