import ArgumentParser
import Foundation
import SimulatorKit

@main
struct Main {
    static func main() async {
        var command: any ParsableCommand
        do {
            // The parser's own options with a value that can be left out take wrong values for none.
            command = try Simulator.parseAsRoot(
                CommandLine.arguments.dropFirst().map {
                    $0 == "--emulate" ? "--emulate=system" : $0
                })
        } catch {
            endParsing(error)
        }
        do {
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch {
            // The words were understood: what is no call for help is the environment.
            guard Simulator.exitCode(for: error) == .success else {
                end(line: "\(error)", status: 15)
            }
            print(Simulator.fullMessage(for: error))
        }
    }

    /// Prints the help that was asked for, or says in one line what is wrong with the words.
    private static func endParsing(_ error: any Error) -> Never {
        let message = Simulator.fullMessage(for: error)
        guard Simulator.exitCode(for: error) != .success else {
            print(message)
            exit(0)
        }
        let lines = message.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let what = (lines.first ?? "").replacing("Error: ", with: "", maxReplacements: 1)
        let stop = what.hasSuffix(".") ? "" : "."
        let more = lines.last { $0.hasPrefix("See ") } ?? "See 'simulator --help'."
        end(line: "\(what)\(stop) \(more)", status: 2)
    }

    private static func end(line: String, status: Int32) -> Never {
        FileHandle.standardError.write(Data("simulator: \(line)\n".utf8))
        exit(status)
    }
}
