import Glibc
import Grants

/// Puts the canned grant through one of the four so many times: what Valgrind counts.
@main
enum Instructions {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let grants = Int(arguments[2]) else { refuse() }
        switch arguments[1] {
        case "readers": for _ in 0..<grants { check(try readCannedGrant()) }
        case "machine":
            let machine = try MachineRun()
            for _ in 0..<grants { check(machine.play()) }
        case "common-reading":
            let theirs = try CommonRun(requests: .omitted)
            for _ in 0..<grants { check(try theirs.play()) }
        case "common":
            let theirs = try CommonRun(requests: .written)
            for _ in 0..<grants { check(try theirs.play()) }
        default: refuse()
        }
    }

    private static func check(_ accessTokenCount: Int) {
        precondition(accessTokenCount == CannedGrant.accessTokenCount)
    }

    private static func refuse() -> Never {
        print("usage: Instructions readers|machine|common-reading|common GRANTS")
        exit(2)
    }
}
