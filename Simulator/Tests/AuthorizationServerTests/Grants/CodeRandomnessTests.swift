import Foundation
import Testing

@testable import AuthorizationServer

@Suite struct CodeRandomnessTests {
    @Test("X5 a million codes: every symbol and pair of neighbours as often as chance says")
    func million() throws {
        let settings = GrantSettings.standard
        let alphabet = settings.deviceCodeAlphabet
        let size = alphabet.symbols.count
        var place = [Int](repeating: -1, count: 128)
        for (index, symbol) in alphabet.symbols.enumerated() { place[Int(symbol)] = index }
        var symbols = [Int](repeating: 0, count: size)
        var pairs = [Int](repeating: 0, count: size * size)
        var starts: Set<UInt64> = []
        var random = SystemRandomNumberGenerator()
        let codes = 1_000_000
        let length = 16
        for _ in 0..<codes {
            var last: Int?
            var start: UInt64 = 0
            for byte in alphabet.draw(length, using: &random).utf8 {
                let symbol = place[Int(byte)]
                symbols[symbol] += 1
                if let last { pairs[last * size + symbol] += 1 }
                last = symbol
                start = start &* UInt64(size) &+ UInt64(symbol)
            }
            starts.insert(start)
        }
        // A generator that repeats itself would give fewer; two equal ones among a million
        // by chance have a probability of 2^-25.
        #expect(starts.count == codes)
        // Six standard deviations of the chi-squared distribution: a false alarm in 10^9 runs.
        #expect(Self.deviations(of: symbols) < 6)
        #expect(Self.deviations(of: pairs) < 6)
    }

    /// How far chi-squared lies above its mean, in standard deviations.
    private static func deviations(of counts: [Int]) -> Double {
        let expected = Double(counts.reduce(0, +)) / Double(counts.count)
        let squared = counts.reduce(0.0) { sum, count in
            sum + (Double(count) - expected) * (Double(count) - expected) / expected
        }
        let freedom = Double(counts.count - 1)
        return (squared - freedom) / (2 * freedom).squareRoot()
    }

    @Test("X5 the server draws from the system's generator and no other")
    func sources() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let folder = tests.appendingPathComponent("../../../Sources/AuthorizationServer")
        let files = try #require(
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var read = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            read += 1
            let text = try String(contentsOf: file, encoding: .utf8)
            for name in ["drand48", "srand", "arc4random", "GKRandom", "rand()", "mt19937"] {
                #expect(!text.contains(name), "\(file.lastPathComponent)")
            }
            let generators = text.matches(of: /\w*RandomNumberGenerator\(\)/)
            for generator in generators {
                #expect(generator.output == "SystemRandomNumberGenerator()")
            }
        }
        #expect(read > 50)
    }
}
