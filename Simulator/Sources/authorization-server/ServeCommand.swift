import ArgumentParser
import AuthorizationServer
import Foundation
import Logging
import ServiceLifecycle

/// `serve`: runs the server until SIGINT or SIGTERM.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the server until it is interrupted.",
        discussion: ScriptOption.discussion)

    @Option(help: ArgumentHelp("Address to listen on; 0.0.0.0 is every network.", valueName: "ip"))
    var address = "127.0.0.1"

    @Option(
        help: ArgumentHelp(
            "Name or address in every URI and in the certificate.", valueName: "name"))
    var host = "localhost"

    @Option(help: ArgumentHelp("Port to listen on; 0 takes a free one.", valueName: "port"))
    var port = 8443

    @OptionGroup var state: StateOptions

    @Flag(help: "Make a user `demo` and a public client `tv-stick` to try the server with.")
    var demo = false

    @OptionGroup var script: ScriptOption

    @Option(
        help: ArgumentHelp(
            "trace, debug, info, notice, warning or error; the log goes to standard error.",
            valueName: "level"))
    var logLevel = "info"

    @Option(help: ArgumentHelp("text, or json: one object a line.", valueName: "format"))
    var logFormat = OutputFormat.text

    @OptionGroup(title: "Settings of the grant") var settings: SettingOptions

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port \(port) is no port: use 0 to 65535.")
        }
        guard ServerConfiguration.accepts(host: host) else {
            throw ValidationError(
                "--host \(host) is neither a host name nor an IP address: use a name such as "
                    + "localhost or tv.home.arpa, or an address, without port or scheme.")
        }
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError(
                "--log-level \(logLevel) is refused: use trace, debug, info, notice, warning or "
                    + "error.")
        }
    }

    func run() async throws {
        switch logFormat {
        case .text: LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        case .json: LoggingSystem.bootstrap { _ in JSONLogHandler() }
        }
        var logger = Logger(label: "authorization-server")
        logger.logLevel = Logger.Level(rawValue: logLevel) ?? .info
        var configuration = state.configuration(
            host: host, address: address, port: port,
            settings: try await settings.settings(), demo: demo)
        configuration.script = script.script
        let service = ServeService(configuration: configuration, logger: logger)
        var group = ServiceGroupConfiguration(
            services: [
                .init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)
            ],
            gracefulShutdownSignals: [.sigint, .sigterm], logger: logger)
        // The group would log what the command line prints.
        group.logger.logLevel = .critical
        try await ServiceGroup(configuration: group).run()
    }
}
