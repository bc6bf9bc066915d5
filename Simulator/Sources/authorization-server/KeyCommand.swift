import ArgumentParser
import AuthorizationServer

/// `key rotate`: a new key for the tokens' signatures.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "The keys that sign tokens.", subcommands: [Rotate.self])

    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate",
            abstract: "Add a signing key; tokens of the old one stay valid until they expire.",
            discussion: """
                A running server takes it up by itself: it publishes the key first, and signs with \
                it once nobody can still hold an older key set.
                """)

        @OptionGroup var state: StateOptions

        func run() throws {
            let rotated = try Administration.rotateSigningKey(
                stateFolder: state.configuration().stateFolder)
            print("key_id        \(rotated.keyID)")
            print("signs after   \(rotated.signsAfterSeconds) s")
        }
    }
}
