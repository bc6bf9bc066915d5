import ArgumentParser
import Foundation
import SimulatorKit

@main
struct Main {
    static func main() async {
        do {
            var command = try Simulator.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as EnvironmentError {
            end(line: "simulator: \(error)", status: 15)
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch {
            let message = Simulator.fullMessage(for: error)
            // Help that was asked for is no error; anything else here is wrong usage.
            guard Simulator.exitCode(for: error) == .success else {
                end(line: message, status: 2)
            }
            print(message)
        }
    }

    private static func end(line: String, status: Int32) -> Never {
        FileHandle.standardError.write(Data((line + "\n").utf8))
        exit(status)
    }
}
