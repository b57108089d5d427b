import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.gephi.graph.api.Edge;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.Node;
import org.gephi.io.exporter.api.ExportController;
import org.gephi.io.exporter.preview.PDFExporter;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.EdgeMergeStrategy;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.project.api.ProjectController;
import org.openide.util.Lookup;

/**
 * Imports a GEXF or GraphML file with the Gephi Toolkit, renders it, and prints what it found.
 *
 * <p>Arguments: the file and the PDF file to render. Prints "name value" lines: counts, then one
 * line an issue that the importer reports, then one line a label with its characters as numbers.
 */
public final class Reader {
  /** An attribute of an edge by its title; its id is the format's own affair. */
  private static long count(Edge edge, String title) {
    for (var column : edge.getAttributeColumns()) {
      if (title.equals(column.getTitle())) {
        return ((Number) edge.getAttribute(column)).longValue();
      }
    }
    throw new IllegalArgumentException("no column " + title);
  }

  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Lookup lookup = Lookup.getDefault();
    ProjectController projects = lookup.lookup(ProjectController.class);
    projects.newProject();
    ImportController importer = lookup.lookup(ImportController.class);
    Container container = importer.importFile(new File(arguments[0]));
    // What the import dialog calls "Don't merge"; only GEXF says itself that parallel edges differ.
    container.getLoader().setEdgesMergeStrategy(EdgeMergeStrategy.NO_MERGE);
    var issues = container.getReport().getIssues(1000);
    while (issues.hasNext()) {
      var issue = issues.next();
      out.println("issue " + issue.getLevel() + " " + issue.getMessage());
    }
    importer.process(container, new DefaultProcessor(), projects.getCurrentWorkspace());
    var graph = lookup.lookup(GraphController.class).getGraphModel().getDirectedGraph();
    long claims = 0;
    long sources = 0;
    for (Edge edge : graph.getEdges()) {
      claims += count(edge, "claim_count");
      sources += count(edge, "source_count");
    }
    out.println("nodes " + graph.getNodeCount());
    out.println("edges " + graph.getEdgeCount());
    out.println("claims " + claims);
    out.println("sources " + sources);
    for (Node node : graph.getNodes()) {
      StringBuilder label = new StringBuilder("label");
      String text = node.getLabel() == null ? "" : node.getLabel();
      text.codePoints().forEach(point -> label.append(' ').append(point));
      out.println(label);
    }
    PDFExporter picture = new PDFExporter();
    picture.setWorkspace(projects.getCurrentWorkspace());
    lookup.lookup(ExportController.class).exportFile(new File(arguments[1]), picture);
    System.exit(0);
  }
}
