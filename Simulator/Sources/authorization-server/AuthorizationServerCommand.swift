import ArgumentParser
import AuthorizationServer
import Foundation
import Glibc

/// The command line. Exit status 0 after a graceful shutdown, 15 when the environment does not let
/// the server start, 2 for wrong usage.
@main
struct AuthorizationServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authorization-server",
        abstract: "An OAuth 2.0 authorization server for devices without a keyboard (RFC 8628).",
        discussion: """
            It serves HTTPS with a certificate of its own development CA and keeps everything in \
            one state folder. Start it with `authorization-server serve`, and trust the CA that \
            `authorization-server certificate` names.
            """,
        subcommands: [
            ServeCommand.self, UserCommand.self, ClientCommand.self, GrantsCommand.self,
            StoreCommand.self, CertificateCommand.self, KeyCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as ServerStartError {
            fail(error.description, status: 15)
        } catch let error as GrantSettingsError {
            fail(error.description, status: 2)
        } catch is CancellationError {
            // Interrupted while starting: nothing was served.
            Glibc.exit(130)
        } catch {
            let text = fullMessage(for: error)
            // Help is an answer; what is no wrong usage is the environment's fault.
            switch exitCode(for: error) {
            case .success: print(text)
            case .validationFailure: fail(text, status: 2)
            default: fail(text, status: 15)
            }
        }
    }

    private static func fail(_ text: String, status: Int32) -> Never {
        let line = text.hasPrefix("Error: ") ? text : "Error: " + text
        FileHandle.standardError.write(Data((line + "\n").utf8))
        Glibc.exit(status)
    }
}
