extension StyleSheet {
    /// What the account pages add.
    static let account = """
        .account a { font-size: .875rem; }
        .account a, .account button { white-space: nowrap; }
        section { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--edge); }
        section h2 { margin: 0 0 .25rem; font-size: 1.125rem; }
        section form > .quiet { margin-top: .75rem; }
        .notice {
          padding: .75rem 1rem; border-left: 4px solid var(--good); border-radius: .625rem;
          background: var(--well);
        }
        .devices { margin: .75rem 0 0; padding: 0; list-style: none; }
        .devices > li {
          padding: 1rem; background: var(--well); border: 1px solid var(--edge);
          border-radius: .75rem;
        }
        .devices > li + li { margin-top: .75rem; }
        .devices h3 { margin: 0; font-size: 1rem; }
        .devices .scopes { margin: 0; padding-left: 1rem; }
        .devices dl { margin: .5rem 0 0; font-size: .9375rem; }
        .picture {
          display: block; width: 220px; height: 220px; margin: 1rem auto; border-radius: .75rem;
        }
        .key-label { margin-bottom: 0; font-weight: 600; }
        .key {
          margin: .25rem 0 1rem; font: 1.0625rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas,
          "DejaVu Sans Mono", "Liberation Mono", monospace;
        }
        """
}
