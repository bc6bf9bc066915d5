import Foundation
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import AuthorizationServer

@Suite struct JSONLogHandlerTests {
    @Test("a line is one JSON object, whatever stands in it")
    func lines() throws {
        let lines = NIOLockedValueBox<[String]>([])
        var logger = Logger(label: "test") { _ in
            JSONLogHandler { line in lines.withLockedValue { $0.append(line) } }
        }
        logger[metadataKey: "path"] = "/device\n{\"forged\":true}"
        logger.notice("a \"quoted\" message", metadata: ["status": "200"])
        let line = try #require(lines.withLockedValue { $0.first })
        #expect(line.filter { $0 == "\n" }.count == 1)
        let members = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
        #expect(members["message"] == "a \"quoted\" message")
        #expect(members["path"] == "/device\n{\"forged\":true}")
        #expect(members["level"] == "notice")
        #expect(members["status"] == "200")
        #expect(members["time"]?.hasSuffix("Z") == true)
    }
}
