-- Five roles and nineteen permissions, twenty-nine pairs of them.

insert into rbac.permissions (permission_key, domain, action, description, is_dangerous) values
    ('content.create',     'content',     'create',  'Begin courses.', false),
    ('content.edit',       'content',     'edit',    'See and change all courses, whatever their status.', false),
    ('content.publish',    'content',     'publish', 'Approve or send back what is in review.', false),
    ('content.review',     'content',     'review',  'Comment on what is in review.', false),
    ('content.delete',     'content',     'delete',  'Remove courses.', true),
    ('manage_content',     'content',     'manage',  'Keep media.', false),
    ('manage_users',       'users',       'manage',  'Change profiles, entitlements and tiers.', true),
    ('users.read',         'users',       'read',    'See all profiles.', false),
    ('view_analytics',     'analytics',   'view',    'See what people did, and figures about it.', false),
    ('billing.view',       'billing',     'view',    'See invoices.', false),
    ('billing.manage',     'billing',     'manage',  'Refund and cancel.', true),
    ('assessments:create', 'assessments', 'create',  'Write assessments.', false),
    ('assessments:read',   'assessments', 'read',    'See published assessments.', false),
    ('assessments:update', 'assessments', 'update',  'Change assessments and their questions.', false),
    ('assessments:delete', 'assessments', 'delete',  'Remove assessments.', true),
    ('assessments:grade',  'assessments', 'grade',   'See and grade all attempts.', false),
    ('referrals.manage',   'referrals',   'manage',  'Change programs, codes and rules.', true),
    ('referrals.view',     'referrals',   'view',    'See figures of ambassadors.', false),
    ('referrals.payout',   'referrals',   'payout',  'Have commissions paid.', true)
on conflict do nothing;

insert into rbac.roles (role_name, sort_order, is_system, description) values
    ('admin',          1, true, 'Runs the platform.'),
    ('moderator',      2, true, 'Reviews content and grades attempts.'),
    ('premium_member', 3, true, 'Has a paid tier.'),
    ('member',         4, true, 'Has an account and learns.'),
    ('visitor',        5, true, 'Has an account and looks around.')
on conflict do nothing;

insert into rbac.role_permissions (role_id, permission_id, granted_by, granted_at, reason)
select role.id, permission.id, 'd0000000-0000-4000-8000-000000000001', '2024-11-04 08:00+00', 'First set-up'
from rbac.roles as role
join rbac.permissions as permission
    on role.role_name = 'admin'
    or (role.role_name = 'moderator' and permission.permission_key in (
        'content.create', 'content.edit', 'content.publish', 'content.review', 'manage_content', 'view_analytics',
        'assessments:read', 'assessments:grade'
    ))
    or (role.role_name in ('premium_member', 'member') and permission.permission_key = 'assessments:read')
on conflict do nothing;

update rbac.roles as role
set permissions_count = counted.permissions
from (
    select each_role.id, count(allowed.permission_id) as permissions
    from rbac.roles as each_role
    left join rbac.role_permissions as allowed on allowed.role_id = each_role.id
    group by each_role.id
) as counted
where counted.id = role.id and counted.permissions <> role.permissions_count;

insert into rbac.user_roles (user_id, role_id, granted_by, granted_at, reason)
select held.user_id::uuid, role.id, 'd0000000-0000-4000-8000-000000000001', '2025-01-01 08:00+00', held.reason
from (values
    ('d0000000-0000-4000-8000-000000000001', 'admin', 'Founder'),
    ('d0000000-0000-4000-8000-000000000002', 'moderator', 'Responsable pédagogique'),
    ('d0000000-0000-4000-8000-000000000003', 'member', 'Sign-up'),
    ('d0000000-0000-4000-8000-000000000004', 'premium_member', 'Subscription'),
    ('d0000000-0000-4000-8000-000000000005', 'member', 'Sign-up'),
    ('d0000000-0000-4000-8000-000000000006', 'visitor', 'Sign-up')
) as held (user_id, role_name, reason)
join rbac.roles as role on role.role_name = held.role_name
on conflict do nothing;

insert into rbac.role_grants_log (id, user_id, role_id, operation, performed_by, reason, created_at)
select
    ('d0b00000-0000-4000-8000-00000000000' || row_number() over (order by held.user_id))::uuid,
    held.user_id, held.role_id, 'GRANT', held.granted_by, held.reason, held.granted_at
from rbac.user_roles as held
where held.granted_at = '2025-01-01 08:00+00'
on conflict do nothing;
