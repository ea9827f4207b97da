{# Who works where: what a source says (a person's organisation), and what matching found by employer and mailbox. #}
with relations as (

    select * from {{ ref('int_relation') }} where not is_deleted and relation = 'works_for'

),

matched as (

    select * from {{ source('match', 'relation') }} where relation = 'works_for'

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }} where customer_id is not null and not is_deleted

),

customers as (

    select * from {{ ref('onefold', 'customer') }}

),

found as (

    select record_name, party, related_party, role, 'stated' as found_by, updated_at from relations
    union all
    select
        record_l as record_name, record_l as party, record_r as related_party, null as role, 'matched' as found_by,
        null as updated_at
    from matched

),

-- A pair that matching found stands in the order of its names, whoever of the two is the person.
turned as (

    select
        case when people.kind = 'person' then people.customer_id else others.customer_id end as customer_id,
        case when people.kind = 'person' then others.customer_id else people.customer_id end as organization_id,
        found.role,
        found.found_by,
        found.record_name,
        found.updated_at
    from found
    inner join crosswalk as left_side on found.party = left_side.record_name
    inner join crosswalk as right_side on found.related_party = right_side.record_name
    inner join customers as people on left_side.customer_id = people.customer_id
    inner join customers as others on right_side.customer_id = others.customer_id
    where people.kind <> others.kind

),

ranked as (

    select
        *,
        row_number() over (
            partition by customer_id, organization_id
            order by
                (found_by = 'stated') desc, (role is not null) desc, updated_at desc nulls last, record_name, role
        ) as place,
        count(*) over (partition by customer_id, organization_id) as record_count
    from turned

)

select
    ---------- ids
    customer_id,
    organization_id,
    record_name,

    ---------- text
    role,
    found_by,

    ---------- numerics
    record_count,

    ---------- timestamps
    updated_at
from ranked
where place = 1
