import ArgumentParser
import AuthorizationServer

/// `certificate`: where the development CA is, and how to recognise it.
struct CertificateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate",
        abstract: "Print the development CA's file and fingerprint; make it when there is none.")

    @Option(
        name: .customLong("state"),
        help: ArgumentHelp("Folder for certificates and keys.", valueName: "dir"))
    var folder = StateOptions.standardFolder

    @Option(
        help: ArgumentHelp(
            "Name or address in the server's certificate.", valueName: "name"))
    var host = "localhost"

    func run() async throws {
        let authority = try Administration.certificateAuthority(
            stateFolder: folder, host: host)
        print(authority.file)
        print("SHA-256 \(authority.fingerprint)")
    }
}
