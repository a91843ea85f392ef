import { ActionIcon, Button, Group, Stack, Text, Tooltip } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useAddComment, useChangeComment, useComments, useDeleteComment, type Comment } from "@/api/comments";
import { useMembers } from "@/api/members";
import { useWorkspacePath, usePlace } from "@/api/workspace";
import { Instant } from "@/components/instant";
import { Panel } from "@/components/panel";
import { CommentBox } from "@/features/collections/record/comment-box";
import { piecesOf } from "@/features/collections/record/mentions";
import { refusal } from "@/lib/permissions";

/** What people say about the record, newest last. */
export function CommentsPanel({ collection, recordId }: { collection: string; recordId: string }) {
  const comments = useComments(collection, recordId);
  const add = useAddComment();
  const path = { ...useWorkspacePath(), key: collection, record_id: recordId };
  const reason = refusal(usePlace().workspace, "edit_records");
  const items = [...(comments.items ?? [])].reverse();
  return (
    <Panel title="Comments">
      <Stack gap="md">
        {comments.hasMore && <Button size="xs" variant="default" onClick={comments.readMore} loading={comments.readingMore}>Show earlier comments</Button>}
        {items.length === 0 && !comments.isPending && <Text size="sm" c="dimmed">Nobody has said anything about this record yet.</Text>}
        {items.map((comment) => <CommentShown key={comment.id} comment={comment} />)}
        {reason
          ? <Text size="sm" c="dimmed">{reason}</Text>
          : <CommentBox label="Write a comment" submit="Comment" busy={add.isPending} onSend={(text, mentions) => add.mutateAsync({ params: { path }, body: { text, mentions } })} />}
      </Stack>
    </Panel>
  );
}

function CommentShown({ comment }: { comment: Comment }) {
  const [editing, setEditing] = useState(false);
  const change = useChangeComment();
  const remove = useDeleteComment();
  const members = useMembers().data?.items ?? [];
  const params = { path: { ...useWorkspacePath(), comment_id: comment.id } };
  if (editing) {
    return (
      <CommentBox
        label="Change the comment"
        submit="Save"
        text={comment.text}
        busy={change.isPending}
        onCancel={() => setEditing(false)}
        onSend={async (text, mentions) => {
          await change.mutateAsync({ params, body: { text, mentions } });
          setEditing(false);
        }}
      />
    );
  }
  return (
    <article aria-label={`Comment by ${comment.author_name}`}>
      <Group gap={8} justify="space-between" wrap="nowrap">
        <Text size="sm">
          <Text span fw={600} inherit>{comment.author_name}</Text>
          <Text span c="dimmed" size="xs" ml={8}><Instant at={comment.created_at} />{comment.edited_at ? ", changed" : ""}</Text>
        </Text>
        {comment.mine && (
          <Group gap={2} wrap="nowrap">
            <Tooltip label="Change"><ActionIcon size="sm" aria-label="Change this comment" onClick={() => setEditing(true)}><IconPencil size={15} aria-hidden /></ActionIcon></Tooltip>
            <Tooltip label="Delete"><ActionIcon size="sm" aria-label="Delete this comment" loading={remove.isPending} onClick={() => remove.mutate({ params })}><IconTrash size={15} aria-hidden /></ActionIcon></Tooltip>
          </Group>
        )}
      </Group>
      <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {piecesOf(comment.text, members).map(({ text, mentioned }, index) => (
          mentioned ? <Text key={index} span inherit fw={600} c="pine">{text}</Text> : <span key={index}>{text}</span>
        ))}
      </Text>
    </article>
  );
}
