import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.neo4j.cli.ExecutionContext;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.importer.ImportCommand;
import picocli.CommandLine;

/**
 * Imports CSV files with Neo4j's own import command, then answers Cypher from a server in this process.
 *
 * <p>Arguments: a home folder, a file of Cypher statements split by a line with "//--", and the arguments
 * of "neo4j-admin database import full". Prints one line of JSON a statement: a list of rows.
 */
public final class Reader {
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    Files.createDirectories(home.resolve("conf"));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    ExecutionContext context = new ExecutionContext(home, home.resolve("conf"), System.err, System.err,
        new org.neo4j.io.fs.DefaultFileSystemAbstraction());
    String[] options = java.util.Arrays.copyOfRange(arguments, 2, arguments.length);
    int code = new CommandLine(new ImportCommand.Full(context)).execute(options);
    if (code != 0) {
      System.exit(code);
    }
    var service = new DatabaseManagementServiceBuilder(home).build();
    try {
      var database = service.database("neo4j");
      for (String statement : Files.readString(Path.of(arguments[1])).split("\n//--\n")) {
        try (var transaction = database.beginTx(); var result = transaction.execute(statement)) {
          List<Object> rows = new ArrayList<>();
          while (result.hasNext()) {
            Map<String, Object> row = result.next();
            List<Object> cells = new ArrayList<>();
            result.columns().forEach(column -> cells.add(row.get(column)));
            rows.add(cells);
          }
          out.println(json(rows));
          result.close();
          transaction.commit();
        }
      }
    } finally {
      service.shutdown();
    }
  }

  private static String json(Object value) {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return String.valueOf(value);
    }
    if (value instanceof Object[] array) {
      return json(List.of(array));
    }
    if (value instanceof Iterable<?> items) {
      StringBuilder text = new StringBuilder("[");
      for (Object item : items) {
        text.append(text.length() > 1 ? "," : "").append(json(item));
      }
      return text.append("]").toString();
    }
    StringBuilder text = new StringBuilder("\"");
    for (char c : value.toString().toCharArray()) {
      if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append("\"").toString();
  }
}
