import ArgumentParser
import AuthorizationServer

/// `key rotate` and `key rotate-sealing`: a new key for the tokens' signatures, or for secrets at rest.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "The keys that sign tokens and seal secrets at rest.",
        subcommands: [Rotate.self, RotateSealing.self])

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

    struct RotateSealing: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-sealing",
            abstract: "Add a key that seals secrets at rest (second factors).",
            discussion: """
                The server seals with it from its next start on. What older keys sealed can still be \
                read, so keep the file `sealing-keys.txt` of the state folder, and a copy of it.
                """)

        @OptionGroup var state: StateOptions

        func run() throws {
            let keyID = try Administration.rotateSealingKey(
                stateFolder: state.configuration().stateFolder)
            print("key_id        \(keyID)")
        }
    }
}
